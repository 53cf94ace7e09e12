"""Pure matching: text to features to scores to reasons. No I/O, no clock, no configuration, no SQL."""
