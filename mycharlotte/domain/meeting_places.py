"""Where an appointment happens: an address, a telephone number or the address of a video call, as the mode has it."""

from mycharlotte.domain import phone, texts, websites
from mycharlotte.domain.errors import Refused
from mycharlotte.models.consultations import ConsultationType, Mode

AT_MOST = 300


class ModeUnknown(Refused):
    """Not a mode that the form offers."""

    field = "mode"


def parse(mode: str, place: str, *, kind: ConsultationType | None) -> tuple[Mode, str]:
    """Return the mode, that of the type when none was chosen, and the place as it is stored; both may do without.

    Raises:
        ModeUnknown, TextTooLong, or a refusal of `phone` or `websites`: about `mode` or `place`.
    """
    chosen = mode or (kind.mode if kind else Mode.ON_SITE)
    if chosen not in set(Mode):
        raise ModeUnknown
    written = " ".join(place.split())
    try:
        return Mode(chosen), _read(Mode(chosen), written) if written else ""
    except Refused as refused:
        refused.field = "place"
        raise


def _read(mode: Mode, written: str) -> str:
    match mode:
        case Mode.PHONE:
            return phone.parse(written)
        case Mode.VIDEO:
            return websites.parse(written)
        case _:
            return texts.parse(written, field="place", at_most=AT_MOST)
