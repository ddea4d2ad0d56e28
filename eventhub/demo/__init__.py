"""Which made-up programme can be shown to someone who has no data of their own yet?"""
