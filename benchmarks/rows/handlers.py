"""The events that are sent, and what their answers hold."""

from benchmarks.tab import handler

INCREMENT = handler("counter", "counter", "increment")
COUNTED = '"count_rx_state_":'

REFRESH = handler("mycharlotte.states.session", "session_state", "refresh")
REFRESHED = '"is_signed_in_rx_state_":true'

LOAD_JOURNAL = handler("mycharlotte.states.journal", "journal_state", "load")
JOURNAL_LOADED = '"lines_rx_state_":'

START_LIST = handler("mycharlotte.states.batches", "batches_state", "start")
LIST_SENDING = '"state":"sending"'
LIST_DONE = '"state":"done"'

SAVE_PROFILE = handler("mycharlotte.states.profile", "profile_state", "save")
PROFILE_SAVED = '"saved_serial_rx_state_":'

LOAD_MEMBERS = handler("mycharlotte.states.members", "members_state", "load")
FIND_MEMBERS = handler("mycharlotte.states.members", "members_state", "find")
MEMBERS_SHOWN = '"shown_rx_state_":'

SHOW_PLANNING = handler("mycharlotte.states.planning", "planning_state", "show")
PLANNING_SHOWN = '"shown_rx_state_":'
