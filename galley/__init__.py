"""Galley's domain. It knows neither Flask nor Celery; they call it."""

__version__ = "0.1.0"
