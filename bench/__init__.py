"""Measuring, never timed tests."""
