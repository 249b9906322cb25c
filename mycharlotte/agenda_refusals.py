"""The sentences of what the agenda refuses; `refusals` has those of everything else, and puts them beside fields."""

from collections.abc import Callable

from mycharlotte.domain import (
    absence_appointments,
    absences,
    appointments,
    booking,
    calendar_links,
    cancellations,
    changes,
    exceptional_days,
    meeting_places,
    moves,
    outcomes,
    outside_addresses,
    outside_calendars,
    planning,
    recurrence,
    self_booking,
    series,
    series_editing,
    slot_offers,
    slots,
    time_zones,
    waiting_list,
    wall_clock,
    weekly_hours,
)
from mycharlotte.domain.errors import Refused
from mycharlotte.locales import marked as _
from mycharlotte.locales import say, say_n
from mycharlotte.locales.durations import spoken_limit
from mycharlotte.locales.weeks import spoken_range

SENTENCES: dict[type[Refused], str] = {
    appointments.SlotTaken: _("Ce créneau vient d’être pris. Choisissez-en un autre."),
    calendar_links.AlreadyLinked: _("Cet agenda a déjà un lien. Renouvelez-le pour avoir une nouvelle adresse."),
    calendar_links.DetailUnknown: _("Choisissez ce que le lien montre."),
    booking.TimePassed: _("Cette heure est passée. Choisissez-en une à venir."),
    booking.TimeTooFar: _("Choisissez un jour dans les deux ans qui viennent."),
    booking.LengthRefused: _("Écrivez la durée en minutes, de 1 à 1 440."),
    booking.EndsBeforeItStarts: _("La fin doit venir après le début."),
    booking.PatientNotThere: _("Choisissez un patient de cette bulle."),
    booking.TypeNotBookable: _("Choisissez un type de consultation que vous proposez dans cette bulle."),
    weekly_hours.WeekUnreadable: _("Ces horaires n’ont pas pu être lus. Rechargez la page, puis recommencez."),
    weekly_hours.TooManySpans: _("Une semaine compte 42 plages au plus. Retirez-en quelques-unes."),
    weekly_hours.SpanEmpty: _("L’heure de fin doit venir après l’heure de début."),
    weekly_hours.DatesReversed: _("Le dernier jour doit venir après le premier."),
    absences.RepeatNotOffered: _("Choisissez si cette absence revient, et quand."),
    absences.LongerThanItsPeriod: _("Cette absence reviendrait avant d’être finie. Raccourcissez-la, ou espacez-la."),
    absences.TooManyAbsences: _("Vous avez déjà noté 200 absences. Retirez-en quelques-unes."),
    absence_appointments.NothingTicked: _("Cochez au moins un rendez-vous à annuler."),
    exceptional_days.DayPassed: _("Ce jour est passé. Choisissez-en un à venir."),
    exceptional_days.TooManyDays: _("Vous avez déjà prévu 200 jours particuliers. Retirez-en quelques-uns."),
    meeting_places.ModeUnknown: _("Choisissez comment a lieu le rendez-vous."),
    moves.NotToCome: _("Ce rendez-vous est passé ou annulé : il ne change plus."),
    moves.NeverMovedAlone: _("Ce rendez-vous ne se déplace pas en ligne. Contactez votre accompagnant."),
    moves.NotASlot: _("Ce créneau n’est plus libre. Choisissez-en un autre."),
    slot_offers.OfferOver: _("Ce créneau n’est plus gardé pour vous. S’il y en a un autre, il vous sera proposé."),
    waiting_list.WaitsUntilThePast: _("Ce jour est passé. Choisissez-en un à venir, ou laissez vide."),
    cancellations.NeverCancelledAlone: _("Ce rendez-vous ne s’annule pas en ligne. Contactez votre accompagnant."),
    self_booking.OwnTimeTaken: _("Vous avez déjà un rendez-vous à cette heure. Choisissez un autre moment."),
    self_booking.PlaceMissing: _("Écrivez où vous joindre, ou où venir."),
    self_booking.TooManyToCome: _(
        "Vous avez déjà {at_most} rendez-vous de ce type à venir. Pour en prendre d’autres, contactez votre "
        "accompagnant."
    ),
    changes.TooLateToUndo: _("Il est trop tard pour revenir en arrière : les personnes concernées sont prévenues."),
    outcomes.NotOverYet: _("Ce rendez-vous n’a pas commencé : vous direz après comment il s’est passé."),
    outcomes.CancelledBefore: _("Ce rendez-vous a été annulé avant d’avoir lieu : il n’y a rien à renseigner."),
    outcomes.OutcomeUnknown: _("Choisissez comment s’est passé le rendez-vous."),
    recurrence.StepRefused: _("Choisissez toutes les semaines, ou toutes les 2, 3 ou 4 semaines."),
    recurrence.TimesRefused: _("Choisissez un nombre de séances, 52 au plus."),
    recurrence.EndRefused: _("Choisissez quand la série se termine : après un nombre de séances, ou à une date."),
    recurrence.EndsTooSoon: _("Choisissez une date de fin qui laisse place à deux séances au moins."),
    recurrence.SeriesTooLong: _("Une série compte 104 séances au plus, dans les deux ans qui viennent."),
    series.NothingToBook: _("Aucune date n’est gardée. Gardez-en une au moins."),
    series.NoSeries: _("Ce rendez-vous n’est d’aucune série."),
    series_editing.SeriesChanged: _(
        "Cette série vient d’être modifiée ailleurs. Voici où elle en est : vérifiez les dates."
    ),
    planning.DaysRefused: _("L’agenda se montre 45 jours à la fois, au plus. Choisissez une autre période."),
    planning.InstantMalformed: _("Cette heure n’a pas pu être lue. Déplacez de nouveau le rendez-vous."),
    planning.ChangedMeanwhile: _(
        "Ce rendez-vous a changé entre-temps : le voici tel qu’il est. Déplacez-le de nouveau si besoin."
    ),
    outside_addresses.AddressMissing: _("Collez l’adresse de l’agenda."),
    outside_addresses.AddressMalformed: _("Collez une adresse comme https://exemple.fr/agenda.ics."),
    outside_addresses.AddressTooLong: _("Cette adresse est trop longue : 2 000 caractères au plus."),
    outside_addresses.AddressNotSecure: _(
        "Cette adresse commence par http:// : elle n’est pas protégée. Collez-en une qui commence par https://."
    ),
    outside_addresses.AddressOfAnotherKind: _("Collez une adresse qui commence par https:// ou webcal://."),
    outside_addresses.AddressHoldsPassword: _(
        "Cette adresse contient un nom d’utilisateur ou un mot de passe. Collez l’adresse de partage de l’agenda."
    ),
    outside_addresses.AddressOfAMachine: _(
        "Cette adresse ne mène pas à un site ouvert à tous. Collez l’adresse de partage de l’agenda."
    ),
    outside_addresses.AddressOfAnotherPort: _(
        "Cette adresse indique un numéro de port. Collez une adresse qui n’en a pas."
    ),
    outside_calendars.CalendarKnown: _("Cet agenda est déjà dans votre liste."),
    outside_calendars.CalendarNameTooLong: _("Donnez à l’agenda un nom de 60 caractères au plus."),
    outside_calendars.TooManyCalendars: _("Vous avez déjà 5 agendas. Retirez-en un pour en ajouter un autre."),
    time_zones.ZoneUnknown: _("Choisissez une ville de la liste."),
    wall_clock.DayMalformed: _("Écrivez le jour comme ceci : 24/11/2026."),
    wall_clock.NoSuchDay: _("Ce jour n’existe pas. Vérifiez le mois et l’année."),
    wall_clock.TimeMalformed: _("Écrivez l’heure comme ceci : 10:30."),
    wall_clock.TimeSkipped: _(
        "Cette heure n’existe pas ce jour-là : l’horloge avance dans la nuit. La première qui existe est {instead}."
    ),
}


def _too_late_to_move(refused: Refused, language: str) -> str:
    minutes = refused.minutes if isinstance(refused, moves.TooLateToMove) else 0
    sentence = _("Il est trop tard pour déplacer ce rendez-vous en ligne : c’était possible {limit}.")
    return say(language, sentence, limit=spoken_limit(language, minutes))


def _too_late_to_cancel(refused: Refused, language: str) -> str:
    minutes = refused.minutes if isinstance(refused, cancellations.TooLateToCancel) else 0
    sentence = _("Il est trop tard pour annuler ce rendez-vous en ligne : c’était possible {limit}.")
    return say(language, sentence, limit=spoken_limit(language, minutes))


def _outside_hours(refused: Refused, language: str) -> str:
    """Say the most telling reason: an absence before a mere buffer."""
    why = refused.why if isinstance(refused, booking.OutsideHours) else ()
    sentence = next((words for reason, words in _CLOSED if reason in why), _CLOSED[-1][1])
    return say(language, sentence)


def _spans_overlap(refused: Refused, language: str) -> str:
    starts, ends = (refused.starts, refused.ends) if isinstance(refused, weekly_hours.SpansOverlap) else (0, 0)
    sentence = _("Cette plage en recouvre une autre du même jour, {hours}. Changez l’une des deux.")
    return say(language, sentence, hours=spoken_range(language, starts, ends))


_CLOSED: tuple[tuple[slots.Closed, str], ...] = (
    (slots.Closed.ABSENT, _("Vous avez noté une absence à ce moment-là. Confirmez pour réserver quand même.")),
    (
        slots.Closed.BUSY_OUTSIDE,
        _("Un autre de vos calendriers est occupé à ce moment-là. Confirmez pour réserver quand même."),
    ),
    (slots.Closed.HELD, _("Ce créneau est proposé à un patient qui attend. Confirmez pour réserver quand même.")),
    (slots.Closed.BUFFER, _("Un autre rendez-vous est trop proche. Confirmez pour réserver quand même.")),
    (slots.Closed.OUTSIDE_HOURS, _("C’est en dehors de vos horaires. Confirmez pour réserver quand même.")),
)


def _dates_to_settle(refused: Refused, language: str) -> str:
    count = refused.count if isinstance(refused, series.DatesToSettle) else 0
    return say_n(language, "Il reste {n} date à régler.", "Il reste {n} dates à régler.", count)


WORDED: dict[type[Refused], Callable[[Refused, str], str]] = {
    moves.TooLateToMove: _too_late_to_move,
    cancellations.TooLateToCancel: _too_late_to_cancel,
    booking.OutsideHours: _outside_hours,
    weekly_hours.SpansOverlap: _spans_overlap,
    series.DatesToSettle: _dates_to_settle,
}
