"""The platform under the three services.

Knows no school noun outside events, access and tenancy.
"""
