"""When a reported mistake came to its incident."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="mistakereport",
            name="joined_at",
            field=models.DateTimeField(null=True),
        ),
    ]
