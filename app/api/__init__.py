"""/api/v1: read-only open data, the same figures as the pages; /du-lieu: what it is, for people, and as files to take away.

A file here is a subject: the shapes of its answers, then its views. One more answer is a `Shape` and a view under
`@answers(rule, shape, words, group=…)`; the OpenAPI document, /du-lieu and the tests find it by themselves.
"""
