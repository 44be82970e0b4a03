"""
Whom a leak is about, once the DPO has said it, is no longer suggested; what was said before counts.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark_those_decided(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each decision about it left a note."""
    incidents = apps.get_model("records", "Incident").objects.using(editor.connection.alias)
    incidents.filter(notes__kind="scope").update(scope_is_own=True)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_figures_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="scope_is_own",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(mark_those_decided, migrations.RunPython.noop),
    ]
