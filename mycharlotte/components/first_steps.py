"""« Mes premiers pas avec myCharlotte »: the five steps of the guide, as a list that knows what is done (seed R5)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.card import link_card
from mycharlotte.components.ui.checklist import ChecklistWords, Step, checklist
from mycharlotte.components.words import _, _n
from mycharlotte.states.home import HomeState


def first_steps() -> rx.Component:
    """The card; the first step to do is the most visible thing in it."""
    steps = HomeState.home.steps
    return checklist(
        [
            Step(
                title=_("Renseigner son profil"),
                words=_("Votre photo, votre prénom, votre nom et votre numéro de téléphone."),
                href=routes.PROFILE,
                done=steps.profile,
                next=~steps.profile,
            ),
            Step(
                title=_("Paramétrer les caractéristiques de vos agendas"),
                words=_("Un lien vers vos autres applications, et vos types de consultations."),
                href=routes.AGENDAS,
                done=steps.agendas,
                next=steps.profile & ~steps.agendas,
            ),
            Step(
                title=_("Ajouter des documents administratifs"),
                words=_("Carte d’identité, RIB, diplôme…"),
                href=routes.DOCUMENTS,
                coming=True,
            ),
            Step(
                title=_("La sécurité de votre compte"),
                words=_("Votre mot de passe et la double authentification."),
                href=routes.SECURITY,
                done=steps.security,
                next=steps.profile & steps.agendas & ~steps.security,
            ),
            Step(
                title=_("Vos bulles"),
                words=_("Les accompagnants et les patients avec qui vous travaillez."),
                href=routes.BUBBLES,
                done=steps.bubbles,
                next=steps.profile & steps.agendas & steps.security & ~steps.bubbles,
            ),
        ],
        title=_("Mes premiers pas avec myCharlotte"),
        progress=_n("{n} étape faite sur 5", "{n} étapes faites sur 5", steps.done),
        done=steps.done,
        words=ChecklistWords(done=_("Fait"), coming=_("Bientôt"), start=_("Commencer")),
    )


def profile_to_complete() -> rx.Component:
    """For whom the guide is not written (patients): the one thing left to do, until it is done."""
    return rx.cond(
        HomeState.home.steps.profile,
        rx.fragment(),
        link_card(
            _("Complétez votre profil"),
            _("Votre photo, votre prénom, votre nom et votre numéro de téléphone."),
            href=routes.PROFILE,
            icon="user-round",
            status=badge(_("À compléter"), "attention"),
        ),
    )
