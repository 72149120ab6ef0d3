"""Administrative papers as .docx, laid out by NĐ 30/2020/NĐ-CP, from texts that the commune edits by itself.

The life of a template: shipped text → version 1 → version 2 → … → the shipped text again. A paper is made in the answer that
hands it over and is kept nowhere; its number, its date and its signatures are for the office to write.
"""
