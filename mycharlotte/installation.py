"""What this installation opens of the outside, as its settings say."""

from functools import lru_cache

from mycharlotte.adapters.storage import Storage, open_storage
from mycharlotte.config import Settings, settings
from mycharlotte.domain.envelopes import MasterKeys


@lru_cache(maxsize=1)
def storage() -> Storage:
    """Where the files of this process's installation are."""
    return storage_of(settings())


def storage_of(chosen: Settings) -> Storage:
    """Open the files of an installation."""
    return open_storage(
        url=chosen.files_url,
        endpoint=chosen.s3_endpoint,
        access_key=chosen.s3_access_key.get_secret_value(),
        secret_key=chosen.s3_secret_key.get_secret_value(),
        region=chosen.s3_region,
    )


def master_keys() -> MasterKeys:
    """The keys that wrap the keys of files."""
    return MasterKeys.newest_of(settings().numbered_master_keys)
