"""The kit: pieces of page that know no state and no noun of ours. Words come in as arguments, already translated."""
