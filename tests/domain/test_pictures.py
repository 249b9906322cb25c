"""Whatever is sent as a profile picture, what comes out is small, square, upright and tells nothing."""

import io
import json
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from mycharlotte.domain.pictures import (
    LARGE,
    MAX_BYTES,
    SMALL,
    Crop,
    PictureCropOutside,
    PictureDamaged,
    PictureEmpty,
    PictureNotAnImage,
    PictureRefused,
    PictureTooHeavy,
    etag,
    prepare,
)

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # about damaged files, which are damaged on purpose

RED, GREEN, BLUE, GREY, WHITE = (220, 30, 30), (30, 160, 60), (40, 60, 200), (128, 128, 128), (255, 255, 255)


def flag(width: int = 600, height: int = 400) -> Image.Image:
    """Four corners of four colours, so that any turn or mirror shows."""
    image = Image.new("RGB", (width, height), GREY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2, height), fill=BLUE)
    return image


def file(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """Write the image as a file of this kind."""
    out = io.BytesIO()
    if kind == "HEIC":
        pillow_heif.from_pillow(image).save(
            out, **options
        )  # an orientation becomes a turn of HEIC's own, as iPhones do
    else:
        image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def shown(webp: bytes) -> Image.Image:
    """What a browser would draw."""
    image = Image.open(io.BytesIO(webp), formats=["WEBP"])
    image.load()
    return image


def is_near(pixel: object, colour: tuple[int, int, int], tolerance: int = 24) -> bool:
    """Whether they are one colour, but for the compression."""
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))


def corners(webp: bytes) -> list[object]:
    """Colours near the top left, top right, bottom left and bottom right corners."""
    image = shown(webp)
    near, far = image.width // 8, image.width * 7 // 8
    return [image.getpixel(place) for place in ((near, near), (far, near), (near, far), (far, far))]


def looks_like_the_flag(webp: bytes) -> bool:
    """Whether the four corners are where they were painted."""
    return all(is_near(*pair) for pair in zip(corners(webp), (RED, GREEN, BLUE, GREY), strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_each_accepted_kind_becomes_two_square_webp_files(kind: str) -> None:
    picture = prepare(file(flag(), kind))
    assert shown(picture.large).size == (LARGE, LARGE)
    assert shown(picture.small).size == (SMALL, SMALL)
    assert looks_like_the_flag(picture.large)
    assert looks_like_the_flag(picture.small)
    assert len(picture.large) < 60_000
    assert len(picture.small) < 6_000


def test_a_crop_keeps_what_was_chosen_and_nothing_else() -> None:
    picture = prepare(file(flag()), crop=Crop(310, 10, 180, 180))
    assert all(is_near(colour, GREEN) for colour in corners(picture.large))


def test_a_crop_of_a_large_photograph_is_as_sharp_as_of_a_small_one() -> None:
    image = flag(4000, 3000)
    ImageDraw.Draw(image).line((3000, 0, 3000, 3000), fill=WHITE, width=10)
    picture = prepare(file(image, quality=95), crop=Crop(2744, 0, 512, 512))
    large = shown(picture.large)
    assert is_near(large.getpixel((258, 256)), WHITE, 40)
    assert is_near(large.getpixel((240, 256)), GREEN)


def test_a_large_crop_of_a_large_photograph_is_the_one_that_was_chosen() -> None:
    image = Image.new("RGB", (6000, 4000), WHITE)
    image.paste(flag(3000, 3000), (2900, 900))
    large = prepare(file(image), crop=Crop(2900, 900, 3000, 3000)).large
    assert looks_like_the_flag(large)
    edges = [shown(large).getpixel(place) for place in ((3, 3), (508, 3), (3, 508), (508, 508))]
    assert all(is_near(*pair) for pair in zip(edges, (RED, GREEN, BLUE, GREY), strict=True))


@pytest.mark.parametrize("crop", [Crop(0, 0, 0, 0), Crop(500, 0, 200, 200), Crop(0, 0, float("nan"), 10)])
def test_an_empty_crop_or_one_outside_of_the_picture_is_refused(crop: Crop) -> None:
    with pytest.raises(PictureCropOutside):
        prepare(file(flag()), crop=crop)


UPRIGHT_TO_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
@pytest.mark.parametrize("orientation", list(UPRIGHT_TO_STORED))
def test_a_photograph_taken_in_any_position_comes_out_upright(orientation: int, kind: str) -> None:
    move = UPRIGHT_TO_STORED[orientation]
    stored = flag().transpose(move) if move is not None else flag()
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = file(stored, kind, exif=exif.tobytes() if kind == "HEIC" else exif)
    assert kind != "HEIC" or orientation == 1 or b"irot" in data or b"imir" in data
    assert looks_like_the_flag(prepare(data).large)
    top_right = prepare(data, crop=Crop(310, 10, 180, 180))
    assert all(is_near(colour, GREEN) for colour in corners(top_right.large))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_nothing_but_pixels_comes_out(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 46.0, 0.0), 3: "E", 4: (4.0, 50.0, 0.0)})
    image = flag()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.info.update(exif=exif.tobytes(), icc_profile=profile, xmp=b"<x:xmpmeta>Secret place</x:xmpmeta>")
    data = file(image, kind) if kind == "HEIC" else file(image, kind, exif=exif, icc_profile=profile)
    assert b"Secret camera" in data
    picture = prepare(data)
    for webp in (picture.large, picture.small):
        assert webp[12:16] == b"VP8 "  # the simple form: one chunk of pixels, no room for another
        assert struct.unpack("<I", webp[16:20])[0] == len(webp) - 20
        assert len(shown(webp).getexif()) == 0


def test_the_same_file_gives_the_same_bytes_and_the_same_strong_etag() -> None:
    first, second = prepare(file(flag())), prepare(file(flag()))
    assert first == second
    assert etag(first.large) == etag(second.large)
    assert etag(first.large) != etag(first.small)
    assert etag(first.large)[0] == etag(first.large)[-1] == '"'


def test_what_is_transparent_becomes_white() -> None:
    half = Image.new("RGBA", (200, 200), (*RED, 0))
    ImageDraw.Draw(half).rectangle((0, 100, 200, 200), fill=(*BLUE, 255))
    palette = half.convert("P")
    palette.info["transparency"] = palette.getpixel((0, 0))
    for data in (file(half, "PNG"), file(half, "WEBP", lossless=True), file(half, "HEIC", quality=90)):
        top_left, _, bottom_left, _ = corners(prepare(data).large)
        assert is_near(top_left, WHITE)
        assert is_near(bottom_left, BLUE)
    assert is_near(corners(prepare(file(palette, "PNG")).large)[0], WHITE)


def test_colours_of_another_profile_are_converted_and_a_broken_profile_is_ignored() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"not a profile", srgb[: len(srgb) // 2]):
        assert looks_like_the_flag(prepare(file(flag(), "PNG", icc_profile=profile)).large)

    red_is_blue = srgb.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    top_left = corners(prepare(file(flag(), "PNG", icc_profile=red_is_blue)).large)[0]
    assert is_near(top_left, (RED[2], RED[1], RED[0]), 40)


@pytest.mark.parametrize(
    ("image", "colour"),
    [
        (flag().convert("L"), (87, 87, 87)),
        (flag().convert("CMYK"), RED),
        (flag().convert("P"), RED),
        (Image.new("1", (64, 64), 1), WHITE),
        (Image.new("I;16", (64, 64), 32896), GREY),
        (Image.new("LA", (64, 64), (128, 255)), GREY),
        (Image.new("RGB", (1, 1), RED), RED),
        (Image.new("RGB", (3000, 2), RED), RED),
    ],
    ids=["grey", "for print", "palette", "single bits", "16-bit grey", "grey with alpha", "one pixel", "a thread"],
)
def test_rare_forms_are_taken_too(image: Image.Image, colour: tuple[int, int, int]) -> None:
    seen = prepare(file(image, "JPEG" if image.mode == "CMYK" else "PNG"))
    assert is_near(corners(seen.large)[0], colour, 40)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "MPO"])
def test_of_several_images_in_a_file_the_first_is_kept(kind: str) -> None:
    """Animations, and the pairs of images that telephones write as one JPEG."""
    data = file(flag(), kind, save_all=True, append_images=[Image.new("RGB", (600, 400), WHITE)])
    assert looks_like_the_flag(prepare(data).large)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PictureEmpty) as refused:
        prepare(b"")
    assert refused.value.field == "picture"


def test_an_11_mb_file_is_refused() -> None:
    photograph = file(flag())
    with pytest.raises(PictureTooHeavy):
        prepare(photograph.ljust(11_000_000, b"\0"))
    assert prepare(photograph.ljust(MAX_BYTES, b"\0"))


@pytest.mark.parametrize(
    "data",
    [
        file(flag(), "GIF"),
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<svg onload='alert(1)'/>",
        b"<!doctype html><img src=x>",
        b"%PDF-1.7\n",
        file(flag(), "BMP"),
        file(flag(), "TIFF"),
        file(flag(), "AVIF"),
        b"just some text",
        b"\0" * 5000,
        b"\xff",
    ],
    ids=["GIF named .jpg", "SVG", "bare SVG", "HTML", "PDF", "BMP", "TIFF", "AVIF", "text", "zeros", "one byte"],
)
def test_what_is_not_one_of_the_four_kinds_is_refused_whatever_its_name(data: bytes) -> None:
    with pytest.raises(PictureNotAnImage):
        prepare(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.5, 0.9])
def test_a_truncated_file_is_refused(kind: str, kept: float) -> None:
    data = file(Image.effect_noise((640, 480), 60).convert("RGB"), kind)
    with pytest.raises(PictureDamaged):
        prepare(data[: int(len(data) * kept)])


def test_a_truncated_progressive_jpeg_is_refused() -> None:
    data = file(Image.effect_noise((640, 480), 60), "JPEG", progressive=True)
    with pytest.raises(PictureDamaged):
        prepare(data[: len(data) // 2])


def test_a_heic_that_is_not_as_large_as_it_says_is_refused() -> None:
    data = bytearray(file(flag(60, 40), "HEIC"))
    width = data.index(b"clap") + 4
    data[width : width + 4] = struct.pack(">I", 65_000)
    with pytest.raises(PictureDamaged):
        prepare(bytes(data))


def a_png_of_400_megapixels() -> bytes:
    """A real one: 50 KB of file, 50 MB of zeros, 400 MB once decoded."""
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(20_000 * (1 + 20_000 // 8)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def a_jpeg_of_4_gigapixels() -> bytes:
    """A small one whose header lies."""
    data = bytearray(file(flag()))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 65_500, 65_500)
    return bytes(data)


def a_webp_of(width: int, height: int) -> bytes:
    """An animated WebP of one small image on a canvas that large."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    frame = bytes(6) + (599).to_bytes(3, "little") + (399).to_bytes(3, "little") + bytes(4) + file(flag(), "WEBP")[12:]
    chunks = [(b"VP8X", b"\x02\0\0\0" + canvas), (b"ANIM", bytes(6)), (b"ANMF", frame)]
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(content)) + content for name, content in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def a_heic_of_400_megapixels() -> bytes:
    """A small one whose header lies."""
    data = bytearray(file(flag(), "HEIC"))
    size = data.index(b"ispe") + 8
    data[size : size + 8] = struct.pack(">II", 20_000, 20_000)
    return bytes(data)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory in /proc")
@pytest.mark.parametrize(
    "bomb",
    [
        a_png_of_400_megapixels,
        a_jpeg_of_4_gigapixels,
        lambda: a_webp_of(9_000, 9_000),
        lambda: a_webp_of(60_000, 60_000),
        a_heic_of_400_megapixels,
    ],
    ids=["PNG", "JPEG", "WebP", "huge WebP", "HEIC"],
)
def test_a_picture_with_too_many_pixels_is_refused_before_it_costs_any_memory(
    bomb: Callable[[], bytes], tmp_path: Path
) -> None:
    (tmp_path / "bomb").write_bytes(bomb())
    program = """
import json, pathlib, re, sys, time
from mycharlotte.domain import pictures
data = pathlib.Path(sys.argv[1]).read_bytes()
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1])
memory, seconds = peak(), time.process_time()
try:
    pictures.prepare(data)
except pictures.PictureTooLarge as refused:
    print(json.dumps([refused.pixels, peak() - memory, time.process_time() - seconds]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "bomb")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    pixels, kilobytes, seconds = json.loads(done.stdout)
    assert pixels > 80_000_000
    assert kilobytes < 8_000
    assert seconds < 0.5
    assert done.stderr == ""


def test_a_jpeg_with_thousands_of_empty_passes_is_refused_before_they_are_made() -> None:
    """Each pass costs its author 60 bytes, and us a walk over all pixels."""
    data = file(Image.new("L", (6000, 6000), 128), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(PictureDamaged):
        prepare(data[:-2] + last * 5_000 + b"\xff\xd9")


def test_a_photograph_followed_by_a_film_is_taken() -> None:
    """Telephones append a few seconds of film to the JPEG, in which any byte may appear."""
    assert looks_like_the_flag(prepare(file(flag(), progressive=True) + b"\0\x02" + b"\xff\xda\0\x02" * 10_000).large)


SAMPLES = {kind: file(flag(60, 40), kind) for kind in ("JPEG", "PNG", "WEBP", "HEIC")}


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_file_damaged_in_any_way_gives_a_picture_or_a_refusal_never_a_fault(kind: str, data: st.DataObject) -> None:
    damaged = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        picture = prepare(bytes(damaged))
    except PictureRefused:
        return
    assert shown(picture.large).size == (LARGE, LARGE)
