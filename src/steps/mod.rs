//! Steps: pure functions from things to things. No disk, no clock, no environment.
