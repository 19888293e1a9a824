"""The database itself refuses to change a published version, whoever asks and by whatever road."""

from __future__ import annotations

from django.db import migrations

_FORWARDS = """
CREATE FUNCTION workflow_versions_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % of workflow % is published and never changes', OLD.number, OLD.workflow_id
        USING ERRCODE = 'restrict_violation';
END
$$;

-- Forgetting who published it, when that user is deleted, is the one thing that may happen to a version.
CREATE TRIGGER workflow_versions_never_change BEFORE UPDATE ON workflow_versions FOR EACH ROW
WHEN (
    NEW.published_by IS NOT NULL
    OR (to_jsonb(NEW) - 'published_by') IS DISTINCT FROM (to_jsonb(OLD) - 'published_by')
)
EXECUTE FUNCTION workflow_versions_never_change();
"""

_BACKWARDS = """
DROP TRIGGER workflow_versions_never_change ON workflow_versions;
DROP FUNCTION workflow_versions_never_change();
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial")]

    operations = [migrations.RunSQL(_FORWARDS, _BACKWARDS)]
