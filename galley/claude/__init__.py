"""The one door to Claude. Callers get a reply or one of our own errors, never the SDK's.

Every method makes one attempt: leave from the limiter, the call, the bill. Asking again is the runner's business.
"""
