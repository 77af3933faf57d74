"""Every setting, read once at start. Nobody else reads the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from environs import Env, EnvValidationError
from marshmallow.validate import OneOf, Regexp

from shared.errors import ConfigurationError

Environment = Literal["local", "test", "production"]


@dataclass(frozen=True, kw_only=True)
class KafkaSettings:
    """How to reach Kafka. SASL fields stay empty on a plaintext listener."""

    bootstrap_servers: str
    topic_prefix: str
    security_protocol: str
    sasl_mechanism: str | None
    username: str | None
    password: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class OidcSettings:
    """The identity provider of the district's staff and students."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one service needs to know to run."""

    service: str
    environment: Environment
    base_url: str
    mongodb_uri: str = field(repr=False)
    mongodb_database_prefix: str
    mongodb_timeout_ms: int
    kafka: KafkaSettings
    smtp_url: str = field(repr=False)
    mail_from: str
    greenmail_api: str | None
    sms_url: str | None
    sms_secret: str = field(repr=False)
    undo_seconds: int
    retention_years: Mapping[str, int]
    school_year_begins: str
    accessibility_contact: str
    district_id: str
    default_language: str
    languages: tuple[str, ...]
    signing_key_file: str | None
    jwks_url: str
    oidc: OidcSettings | None
    cookie_secure: bool
    data_directory: str
    log_level: str

    @property
    def database(self) -> str:
        """The name of this service's MongoDB database."""
        return f"{self.mongodb_database_prefix}{self.service}"


def load_settings(service: str) -> Settings:
    """The settings of ``service`` from the environment.

    Raises:
        ConfigurationError: with every missing or wrong variable, not just the first.
    """
    env = Env(eager=False)
    values = _read(env)
    try:
        env.seal()
    except EnvValidationError as error:
        faults = "; ".join(
            f"{name}: {', '.join(map(str, why))}" for name, why in _faults(error).items()
        )
        raise ConfigurationError(f"{service} cannot start: {faults}") from error
    if values["sms_url"] and not values["sms_secret"]:
        raise ConfigurationError(f"{service} cannot start: SMS_SECRET: needed with SMS_URL")
    return _settings(service, values)


def _read(env: Env) -> dict[str, object]:
    read_text, read_number, read_flag = env.str, env.int, env.bool
    return {
        "environment": read_text(
            "TUHONO_ENV", "local", validate=OneOf(["local", "test", "production"])
        ),
        # What families' browsers call; links in mail begin with it.
        "base_url": read_text("BASE_URL", "http://localhost:8080"),
        "mongodb_uri": read_text("MONGODB_URI"),
        "mongodb_database_prefix": read_text("MONGODB_DATABASE_PREFIX", "tuhono_"),
        # PyMongo waits for ever by default; a page must fail while somebody still looks at it.
        "mongodb_timeout_ms": read_number("MONGODB_TIMEOUT_MS", 10_000),
        "kafka_bootstrap_servers": read_text("KAFKA_BOOTSTRAP_SERVERS"),
        # Lets several installations, or test runs, share one cluster.
        "kafka_topic_prefix": read_text("KAFKA_TOPIC_PREFIX", ""),
        "kafka_security_protocol": read_text("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT"),
        "kafka_sasl_mechanism": read_text("KAFKA_SASL_MECHANISM", None),
        "kafka_username": read_text("KAFKA_USERNAME", None),
        "kafka_password": read_text("KAFKA_PASSWORD", None),
        "smtp_url": read_text("SMTP_URL", "smtp://127.0.0.1:3025"),
        "mail_from": read_text("MAIL_FROM", "Tuhono <no-reply@tuhono.example>"),
        # Where the demo's mail can be read in the browser; only the local run and tests have it.
        "greenmail_api": read_text("GREENMAIL_API", None),
        # The gateway that takes text messages, by a signed POST; without it nobody is texted.
        "sms_url": read_text("SMS_URL", None),
        # Signs what goes to the gateway and what comes from it.
        "sms_secret": read_text("SMS_SECRET", ""),
        # How long a sent invitation waits, in seconds, so that sending it can be undone.
        "undo_seconds": read_number("UNDO_SECONDS", 60),
        # For how many school years after its own a class of data names people, where it is not one:
        # "photos-and-recordings=0,talks=2".
        "retention_years": env.dict("RETENTION_YEARS", {}, subcast_values=int),
        # Month and day on which a school year begins.
        "school_year_begins": read_text(
            "SCHOOL_YEAR_BEGINS",
            "01-01",
            validate=Regexp(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"),
        ),
        # Whom the accessibility statement names; without one it names the school office.
        "accessibility_contact": read_text("ACCESSIBILITY_CONTACT", ""),
        # The tenant of what belongs to no single school.
        "district_id": read_text("DISTRICT_ID"),
        "default_language": read_text("DEFAULT_LANGUAGE", "en"),
        "languages": env.list("LANGUAGES", ["en", "mi", "ar"]),
        "signing_key_file": read_text("SIGNING_KEY_FILE", None),
        "jwks_url": read_text("JWKS_URL", None),
        "oidc_issuer": read_text("OIDC_ISSUER", None),
        "oidc_client_id": read_text("OIDC_CLIENT_ID", ""),
        "oidc_client_secret": read_text("OIDC_CLIENT_SECRET", ""),
        "cookie_secure": read_flag("COOKIE_SECURE", None),
        "data_directory": read_text("DATA_DIRECTORY", ".run/data"),
        "log_level": read_text("LOG_LEVEL", "info"),
    }


def _settings(service: str, values: dict[str, object]) -> Settings:
    text = cast("dict[str, str]", values)
    base_url = text["base_url"].rstrip("/")
    secure = values["cookie_secure"]
    return Settings(
        service=service,
        environment=cast("Environment", text["environment"]),
        base_url=base_url,
        mongodb_uri=text["mongodb_uri"],
        mongodb_database_prefix=text["mongodb_database_prefix"],
        mongodb_timeout_ms=cast("int", values["mongodb_timeout_ms"]),
        kafka=KafkaSettings(
            bootstrap_servers=text["kafka_bootstrap_servers"],
            topic_prefix=text["kafka_topic_prefix"],
            security_protocol=text["kafka_security_protocol"],
            sasl_mechanism=text["kafka_sasl_mechanism"],
            username=text["kafka_username"],
            password=text["kafka_password"],
        ),
        smtp_url=text["smtp_url"],
        mail_from=text["mail_from"],
        greenmail_api=text["greenmail_api"] or None,
        sms_url=text["sms_url"] or None,
        sms_secret=text["sms_secret"],
        undo_seconds=cast("int", values["undo_seconds"]),
        retention_years=cast("dict[str, int]", values["retention_years"]),
        school_year_begins=text["school_year_begins"],
        accessibility_contact=text["accessibility_contact"],
        district_id=text["district_id"],
        default_language=text["default_language"],
        languages=tuple(cast("list[str]", values["languages"])),
        signing_key_file=text["signing_key_file"],
        jwks_url=text["jwks_url"] or f"{base_url}/.well-known/jwks.json",
        oidc=_oidc(text),
        cookie_secure=base_url.startswith("https:") if secure is None else bool(secure),
        data_directory=text["data_directory"],
        log_level=text["log_level"],
    )


def _oidc(text: dict[str, str]) -> OidcSettings | None:
    if not text["oidc_issuer"]:
        return None
    return OidcSettings(
        issuer=text["oidc_issuer"],
        client_id=text["oidc_client_id"],
        client_secret=text["oidc_client_secret"],
    )


def _faults(error: EnvValidationError) -> dict[str, list[str]]:
    messages = error.error_messages
    return dict(messages) if isinstance(messages, Mapping) else {"environment": list(messages)}
