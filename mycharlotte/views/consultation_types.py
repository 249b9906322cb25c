"""What pages show of consultation types. Figures are plain; lines hold their words, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ConsultationTypeView:
    """A type: lengths and notices in minutes, `earliest_days` in days; without notice, patients never do it alone.

    Of those chosen to give it, `givers` names the first, and `others` says how many more there are.
    """

    ref: str = ""
    name: str = ""
    colour: str = ""
    minutes: int = 0
    mode: str = ""
    booking: str = ""
    is_given_by_all: bool = True
    givers: tuple[str, ...] = ()
    others: int = 0
    earliest_days: int = 0
    latest_minutes: int = 0
    buffer_before: int = 0
    buffer_after: int = 0
    cancel_minutes: int | None = None
    move_minutes: int | None = None
    instructions: str = ""


@dataclass(frozen=True)
class ConsultationTypes:
    """The types of a bubble, as its admins see them: those on offer in their order, those retired, the last first."""

    offered: tuple[ConsultationTypeView, ...] = ()
    retired: tuple[ConsultationTypeView, ...] = ()


@dataclass(frozen=True)
class GivenTypes:
    """What one gives in a bubble, and whether one may change it there."""

    bubble_ref: str = ""
    bubble_name: str = ""
    may_manage: bool = False
    types: tuple[ConsultationTypeView, ...] = ()


@dataclass(frozen=True)
class Giver:
    """A companion who may give a type; the address tells apart those of the same name."""

    ref: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Givers:
    """The companions of a bubble that a search found, in the order of names; `has_more` when they are too many."""

    people: tuple[Giver, ...] = ()
    has_more: bool = False


@dataclass(frozen=True)
class Draft:
    """What the form of a type holds, as text: what it is filled with, then what was typed.

    `companions` are the references of those chosen to give it, with commas between.
    """

    name: str = ""
    colour: str = "plum"
    minutes: str = ""
    mode: str = "on-site"
    givers: str = "all"
    companions: str = ""
    booking: str = "patients"
    earliest_days: str = "60"
    latest_amount: str = "24"
    latest_unit: str = "hours"
    buffer_before: str = "0"
    buffer_after: str = "0"
    cancel: str = "until"
    cancel_amount: str = "24"
    cancel_unit: str = "hours"
    move: str = "until"
    move_amount: str = "24"
    move_unit: str = "hours"
    instructions: str = ""


@dataclass(frozen=True)
class Editable:
    """A type as its form needs it: `version` tells whether someone saved meanwhile."""

    ref: str = ""
    draft: Draft = Draft()
    chosen: tuple[Giver, ...] = ()
    version: int = 0
    is_retired: bool = False


@dataclass(frozen=True)
class TypeWords:
    """A type in the words of one language; `breaks` and `instructions` may be empty."""

    minutes: str = ""
    mode: str = ""
    givers: str = ""
    booking: str = ""
    window: str = ""
    cancel: str = ""
    move: str = ""
    breaks: str = ""


@dataclass(frozen=True)
class TypeLine:
    """A type on a page. `is_orphan` when nobody gives it any more; `is_first` and `is_last` tell its place."""

    ref: str = ""
    name: str = ""
    colour: str = ""
    instructions: str = ""
    is_orphan: bool = False
    is_first: bool = False
    is_last: bool = False
    french: TypeWords = TypeWords()
    english: TypeWords = TypeWords()


@dataclass(frozen=True)
class SuggestionWords:
    """A suggestion in one language: its name, then its length and where it happens."""

    name: str = ""
    about: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A type to begin with, created in one press."""

    key: str = ""
    french: SuggestionWords = SuggestionWords()
    english: SuggestionWords = SuggestionWords()


@dataclass(frozen=True)
class AgendaBubble:
    """What one gives in a bubble, as the page of agendas shows it."""

    ref: str = ""
    name: str = ""
    may_manage: bool = False
    types: tuple[TypeLine, ...] = ()
