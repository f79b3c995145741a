"""A person who signs in, by e-mail address."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from core.history import track


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


@track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """Somebody with an account. What they may do follows from memberships, never from flags here."""

    email = models.EmailField("email address", max_length=254)
    name = models.CharField("name", max_length=150)
    is_active = models.BooleanField("may sign in", default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="core_user_email_once",
                violation_error_message="There is already a user with this email address.",
            )
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]
