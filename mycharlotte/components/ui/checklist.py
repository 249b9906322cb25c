"""First steps, or any list that knows what is done.

    checklist([Step("Compléter votre profil", href="/parametres/profil", done=State.profile_complete,
                    words="Votre photo, votre nom et votre téléphone."),
               Step("Vérifier vos agendas", coming=True)],
              title="Mes premiers pas avec myCharlotte", progress=State.progress_words,
              done=State.done, total=5, words=ChecklistWords(done="Fait", coming="Bientôt", start="Commencer"))

The first step not done is the most visible thing of the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.word import Flag, Word


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: its title, one sentence, where it leads, and whether it is done, next in line, or not there yet."""

    title: Word
    words: Word | None = None
    href: Word | None = None
    done: Flag = False
    next: Flag = False
    coming: bool = False


@dataclass(frozen=True, kw_only=True)
class ChecklistWords:
    """What the list says of a step."""

    done: Word
    coming: Word
    start: Word


def checklist(
    steps: Sequence[Step],
    *,
    title: Word,
    progress: Word,
    done: int | rx.Var[int],
    words: ChecklistWords,
) -> rx.Component:
    """The card with the progress (`progress` says it in words: « 2 étapes sur 5 ») and the steps in order."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="text-lead"),
            rx.el.p(progress, class_name="text-muted"),
            class_name="flex flex-wrap items-baseline justify-between gap-x-4 px-6 pt-6",
        ),
        rx.el.progress(
            value=done,
            max=len(steps),
            aria_label=progress,
            class_name="progress mx-6 mt-3 h-1.5",
        ),
        rx.el.ol(*(_step(step, words) for step in steps), class_name="grid p-3"),
        class_name="card grid rounded-card border border-line bg-surface shadow-raised",
    )


def _step(step: Step, words: ChecklistWords) -> rx.Component:
    inside = rx.fragment(
        rx.cond(
            step.done,
            icon("circle-check", class_name="mt-px text-success"),
            icon("circle-dashed" if step.coming else "circle", class_name="mt-px text-muted"),
        ),
        rx.el.span(
            rx.el.span(step.title, class_name="font-medium text-ink"),
            rx.cond(step.done, rx.fragment(), rx.el.span(step.words, class_name="text-muted"))
            if step.words is not None
            else rx.fragment(),
            class_name="grid min-w-0 flex-1",
        ),
        badge(words.coming)
        if step.coming
        else rx.cond(
            step.done,
            rx.el.span(words.done, class_name="text-small text-muted"),
            rx.cond(
                step.next,
                rx.el.span(
                    words.start,
                    class_name=(
                        "grid min-h-11 basis-full place-items-center rounded-control bg-brand px-4 font-medium "
                        "text-on-brand phone:basis-auto"
                    ),
                ),
                icon("chevron-right", class_name="text-muted"),
            ),
        ),
    )
    row = "flex min-h-14 flex-wrap items-start gap-3 rounded-control p-3"
    if step.href is None or step.coming:
        return rx.el.li(rx.el.div(inside, class_name=row))
    return rx.el.li(route_link(inside, to=step.href, class_name=f"{row} no-underline hover:bg-sunken"))
