"""What pages see of what a bubble tells of itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BubbleInformation:
    """The general information of a bubble, as it is read and as its form shows it.

    Texts come whole and in paragraphs; `phone` in international form and `phone_dialled` in E.164; `website_shown`
    without its scheme. `tells_something` when there is more than a name.
    """

    ref: str = ""
    name: str = ""
    welcome: str = ""
    welcome_paragraphs: tuple[str, ...] = ()
    description: str = ""
    description_paragraphs: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    phone_dialled: str = ""
    email: str = ""
    website: str = ""
    website_shown: str = ""
    picture_url: str = ""
    tells_something: bool = False
    version: int = 0
