"""An address or host name replaced in many zones at once: looked for, released, done zone by zone, taken back."""
