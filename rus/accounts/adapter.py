from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People come in by their organisation; nobody signs up alone."""

    def is_open_for_signup(self, request):
        return False
