"""A form with one file, read in memory alone: no temporary file ever holds it in clear."""

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request


async def file_of(request: Request, name: str, *, at_most: int, max_fields: int = 8) -> bytes:
    """Return the file sent under that name; nothing when there is none, or when no browser of ours sent the form.

    Raises:
        BodyTooLarge: more than the address takes (`http/bodies.py`).
    """
    form = await read(request, at_most=at_most, max_fields=max_fields)
    given = form.get(name)
    content = await given.read() if isinstance(given, UploadFile) else b""
    await form.close()
    return content


async def read(request: Request, *, at_most: int, max_fields: int = 8) -> FormData:
    """Return the whole form; an empty one when no browser of ours sent it.

    Raises:
        BodyTooLarge: more than the address takes.
    """
    if "content-type" not in request.headers:
        return FormData()
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=max_fields)
    parser.spool_max_size = at_most + 1
    try:
        return await parser.parse()
    except (MultiPartException, ValueError):  # ValueError: bytes that are not in the charset they announce
        return FormData()
