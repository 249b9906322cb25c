"""What the security pages of the settings show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SecurityView:
    """Where one's account stands. Instants are ISO 8601; `is_proof_fresh`: they proved lately who they are."""

    email: str = ""
    password_changed_at: str = ""
    backup_codes_left: int = 0
    are_backup_codes_proved: bool = False
    is_app_active: bool = False
    app_last_used_at: str = ""
    passkeys: int = 0
    other_sessions: int = 0
    is_proof_fresh: bool = False
