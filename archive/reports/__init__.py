"""Reading an article: does it tell of a Party body coordinating with another body, and what exactly does it say?"""
