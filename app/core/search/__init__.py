"""Search that can spell Vietnamese: words with and without tones, an index both databases answer alike, and finding."""
