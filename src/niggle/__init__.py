"""niggle: is it okay to run through this?"""
