//! Edges: they translate between things and the outside, and decide nothing.
