from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "realtime"

    def ready(self) -> None:
        from executions.signals import journal_drained  # noqa: PLC0415 - apps load before their modules may
        from realtime.broadcast import on_journal_drained  # noqa: PLC0415

        journal_drained.connect(on_journal_drained, dispatch_uid="realtime.broadcast")
