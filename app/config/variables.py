"""Every variable of the environment, with its default and a line about it."""

import msgspec


class Problem(msgspec.Struct, frozen=True):
    variable: str
    text: str


class Variable(msgspec.Struct, frozen=True):
    name: str
    default: str
    help: str


VARIABLES = (
    Variable("HANDLEPLIGT_ENV", "development", "development, test eller production"),
    Variable("HANDLEPLIGT_DATA_DIR", "./data", "mappe til database og filer; skal ligge uden for webroden"),
    Variable(
        "HANDLEPLIGT_BACKUP_DIR",
        "<data>/backups",
        "mappe til sikkerhedskopier, helst på en anden disk",
    ),
    Variable(
        "HANDLEPLIGT_DATABASE_URL",
        "sqlite:///<data>/handlepligt.sqlite",
        "sqlite:///sti eller postgresql://…",
    ),
    Variable(
        "HANDLEPLIGT_SECRET_KEY",
        "",
        "mindst 32 tilfældige tegn; påkrævet i production; ældre nøgler bagefter",
    ),
    Variable("HANDLEPLIGT_HOST", "127.0.0.1", "adresse der lyttes på"),
    Variable("HANDLEPLIGT_PORT", "8000", "port der lyttes på"),
    Variable("HANDLEPLIGT_BASE_URL", "", "den adresse brugerne ser; påkrævet i production, med https"),
    Variable("HANDLEPLIGT_UPLOAD_LIMIT_MB", "50", "største fil der kan lægges op"),
    Variable("HANDLEPLIGT_CASE_LIMIT_MB", "2000", "hvor meget en sags filer må fylde i alt"),
    Variable("HANDLEPLIGT_STORAGE_LIMIT_MB", "100000", "hvor meget alle filer må fylde i alt"),
    Variable(
        "HANDLEPLIGT_SURVEY_ROWS_DAYS",
        "0",
        "hvor mange dage rækker af svar fra en trivselsmåling højst må gemmes, når HR vælger det; 0: aldrig",
    ),
    Variable("HANDLEPLIGT_S3_BUCKET", "", "bucket til filerne; uden den ligger de i datamappen"),
    Variable("HANDLEPLIGT_S3_ENDPOINT", "", "adressen på S3-tjenesten, hvis det ikke er Amazons egen"),
    Variable("HANDLEPLIGT_S3_PREFIX", "", "mappe i bucketen"),
    Variable("HANDLEPLIGT_S3_REGION", "us-east-1", "bucketens region"),
    Variable("HANDLEPLIGT_S3_ACCESS_KEY", "", "nøglens navn"),
    Variable("HANDLEPLIGT_S3_SECRET_KEY", "", "nøglens hemmelighed"),
    Variable("HANDLEPLIGT_S3_ACCESS_KEY_FILE", "", "fil med nøglens navn, i stedet for variablen"),
    Variable("HANDLEPLIGT_S3_SECRET_KEY_FILE", "", "fil med nøglens hemmelighed, i stedet for variablen"),
    Variable(
        "HANDLEPLIGT_CLAMAV", "", "virusscanner (clamd): vært:port eller stien til en socket; uden den scannes ikke"
    ),
    Variable("HANDLEPLIGT_SESSION_HOURS", "8", "timer uden aktivitet før en bruger skal logge ind igen"),
    Variable(
        "HANDLEPLIGT_SECOND_FACTOR",
        "standard",
        "hvem der logger ind i to trin: standard (administrator, konsulent og revisor), all eller off (ikke i "
        "production)",
    ),
    Variable(
        "HANDLEPLIGT_TRUSTED_PROXIES",
        "",
        "adresser eller net med proxyer, hvis X-Forwarded-For gælder, adskilt af komma",
    ),
    Variable("HANDLEPLIGT_SMTP_HOST", "", "mailserver; uden den vises links én gang for administratoren"),
    Variable("HANDLEPLIGT_SMTP_PORT", "587", "mailserverens port"),
    Variable("HANDLEPLIGT_SMTP_SECURITY", "starttls", "starttls, tls eller none"),
    Variable("HANDLEPLIGT_SMTP_USER", "", "bruger på mailserveren, hvis den kræver en"),
    Variable("HANDLEPLIGT_SMTP_PASSWORD", "", "adgangskode på mailserveren"),
    Variable("HANDLEPLIGT_SMTP_FROM", "", "afsenderens adresse; påkrævet med en mailserver"),
    Variable("HANDLEPLIGT_OIDC_ISSUER", "", "kommunens login (OpenID Connect): udstederens adresse"),
    Variable("HANDLEPLIGT_OIDC_CLIENT_ID", "", "det navn, Handlepligt har hos udstederen"),
    Variable("HANDLEPLIGT_OIDC_CLIENT_SECRET", "", "hemmeligheden, der hører til det navn"),
    Variable("HANDLEPLIGT_OIDC_MUNICIPALITY", "", "koden på den kommune, hvis ansatte udstederen kender"),
    Variable("HANDLEPLIGT_OIDC_SCOPES", "openid profile email", "hvad der bedes om, adskilt af mellemrum"),
    Variable("HANDLEPLIGT_OIDC_PERSON_CLAIM", "", "det claim, der har personens eksterne id, hvis der er et"),
    Variable(
        "HANDLEPLIGT_OIDC_REQUIRED_ACR",
        "",
        "værdier af acr, der viser login i to trin, adskilt af mellemrum; ellers spørger Handlepligt selv om en kode",
    ),
    Variable("HANDLEPLIGT_OIDC_REQUIRED_AMR", "", "værdier af amr, der viser det samme, fx mfa"),
    Variable("HANDLEPLIGT_ACCESSIBILITY_CONTACT", "", "mail eller telefon i tilgængelighedserklæringen"),
    Variable("HANDLEPLIGT_LOG_LEVEL", "info", "debug, info, warning eller error"),
)
