"""The messaging service: accounts, sign-in, links, deliveries, and what families and staff say."""
