"""Profile pictures: whatever a person sends becomes two small square WebP files that hold pixels and nothing else.

The type is what the content says, never the name. Size in pixels is read from the header, before a byte is decoded.
What comes out is drawn anew: no EXIF, no place where it was taken, no thumbnail of what was cropped away.
A photograph costs 0.1 to 0.4 s of processor and 20 to 190 MB of memory, the worst WebP of 40 megapixels 2 s and 620 MB:
call `prepare` in a thread, one at a time.
"""

import hashlib
import io
import math
import re
import struct
import warnings
import zlib
from contextlib import suppress
from dataclasses import dataclass

import filetype
from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile

from mycharlotte.domain.crops import TURNS, Box, Crop, Turn, square_to_keep
from mycharlotte.domain.errors import Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LARGE = 512
SMALL = 96

_QUALITY = 82
_MAX_SCANS = 40
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # in a JPEG, outside of what is stuffed or restarts
_START_OF_SCAN, _END_OF_IMAGE, _TEMPORARY = 0xDA, 0xD9, 0x01
_SCALABLE = {"L", "RGB", "RGBA", "CMYK"}
_ORIENTATION = 0x0112  # EXIF tag

# One decoder for each accepted type. Used directly rather than by `Image.open`, which would try others.
_DECODERS: dict[str, type[ImageFile]] = {
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/apng": PngImageFile,
    "image/webp": WebPImageFile,
    "image/heic": HeifImageFile,
}

# What Pillow finds odd in a person's file is no news for the log.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

# All that decoders raise when fed hostile bytes.
_DECODING_ERRORS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class PictureRefused(Refused):
    """The picture cannot be taken; each subclass says why."""

    field = "picture"


class PictureEmpty(PictureRefused):
    """The file holds nothing."""


class PictureTooHeavy(PictureRefused):
    """The file is over `MAX_BYTES`."""


class PictureTooLarge(PictureRefused):
    """The picture has more than `MAX_PIXELS`; `pixels` says how many, or at least how many."""

    def __init__(self, *, pixels: int) -> None:
        super().__init__(pixels=pixels)
        self.pixels = pixels


class PictureNotAnImage(PictureRefused):
    """The content is not JPEG, PNG, WebP or HEIC, whatever its name says."""


class PictureDamaged(PictureRefused):
    """It begins as a picture that we take, and cannot be read to its end."""


class PictureCropOutside(PictureRefused):
    """The crop is empty, or sticks out of the picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Two square WebP files, `LARGE` and `SMALL` pixels wide."""

    large: bytes
    small: bytes


def prepare(data: bytes, *, crop: Crop | None = None) -> Picture:
    """Turn a file into a picture: upright, cropped, in sRGB, on white where it was transparent. Same file, same bytes.

    Without a crop, the largest centred square is kept. An animation gives its first image.

    Raises:
        PictureRefused: one of its subclasses.
    """
    image = _opened(data)
    turn = _turn_of(image)
    square = square_to_keep(image.size, turn=turn, crop=crop)
    if square is None:
        raise PictureCropOutside
    large = _in_srgb(_on_white(_cut(image, square)), image.info.get("icc_profile"))
    if turn:  # once small: no large picture is ever copied
        large = large.transpose(turn.move)
    return Picture(large=_webp(large), small=_webp(large.resize((SMALL, SMALL), Image.Resampling.LANCZOS)))


def etag(picture: bytes) -> str:
    """A strong ETag (RFC 9110, 8.8.3), quotes included: the same for the same bytes only."""
    return f'"{hashlib.sha256(picture).hexdigest()[:32]}"'


def _opened(data: bytes) -> ImageFile:
    """Read the header, and go no further if the picture is not one that we take."""
    if not data:
        raise PictureEmpty
    if len(data) > MAX_BYTES:
        raise PictureTooHeavy
    decoder = _DECODERS.get(filetype.guess_mime(data) or "")
    if decoder is None:
        raise PictureNotAnImage
    try:
        image = decoder(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(pixels=2 * (Image.MAX_IMAGE_PIXELS or MAX_PIXELS)) from error
    except _DECODING_ERRORS as error:
        raise PictureDamaged from error
    if (pixels := image.width * image.height) > MAX_PIXELS:
        raise PictureTooLarge(pixels=pixels)
    if decoder is JpegImageFile and _scans(data) > _MAX_SCANS:
        raise PictureDamaged
    return image


def _scans(jpeg: bytes) -> int:
    """Count the passes that a JPEG asks for: a dozen when progressive, and as many as it likes when meant to harm.

    Each takes 60 bytes of the file, and 30 ms of work for 40 megapixels.
    """
    scans, position = 0, 2
    while scans <= _MAX_SCANS and (found := _MARKER.search(jpeg, position)):
        marker, position = jpeg[found.end() - 1], found.end()
        if marker == _END_OF_IMAGE:
            break
        if marker != _TEMPORARY:
            position += int.from_bytes(jpeg[position : position + 2])
        scans += marker == _START_OF_SCAN
    return scans


def _turn_of(image: ImageFile) -> Turn | None:
    """Read the EXIF orientation; none, or none that can be read, is upright, as for browsers."""
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        return TURNS.get(exif.get(_ORIENTATION, 1))
    except _DECODING_ERRORS:
        return None


def _cut(image: ImageFile, box: Box) -> Image.Image:
    """Decode the picture and scale the box to `LARGE`."""
    try:
        if isinstance(image, JpegImageFile):
            box = _shrunk(image, box)
        announced = image.size
        image.load()
    except _DECODING_ERRORS as error:
        raise PictureDamaged from error
    if image.size != announced:  # HEIC tells a size beside the pixels, and may lie
        raise PictureDamaged
    if image.mode in _SCALABLE and (image.mode == "RGBA" or not image.has_transparency_data):
        return image.resize((LARGE, LARGE), Image.Resampling.LANCZOS, box=box)
    return _in_full_colour(image.crop(box)).resize((LARGE, LARGE), Image.Resampling.LANCZOS)


def _shrunk(image: JpegImageFile, box: Box) -> Box:
    """Have a large JPEG halved as it is decoded, while twice the pixels wanted remain. Returns the box, halved too.

    Each halving saves three quarters of the memory, and most of the time.
    """
    left, top, right, bottom = box
    width, height = image.size
    enough = 2 * LARGE / (right - left)
    drafted = image.draft(None, (math.ceil(width * enough), math.ceil(height * enough)))
    scale = drafted[1][2] / width if drafted else 1
    return left * scale, top * scale, right * scale, bottom * scale


def _in_full_colour(image: Image.Image) -> Image.Image:
    """Leave palettes, single bits and 16-bit greys for what can be scaled."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 257)).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """Put what is transparent on white."""
    if image.mode != "RGBA":
        return image
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert from the picture's own colours; a profile that cannot be used is ignored, as browsers do."""
    if profile:
        with suppress(ImageCms.PyCMSError, *_DECODING_ERRORS):
            own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            if converted := ImageCms.profileToProfile(image, own, srgb, outputMode="RGB"):
                return converted
    return image.convert("RGB")


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
