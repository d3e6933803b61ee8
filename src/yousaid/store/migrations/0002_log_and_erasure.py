"""The log with the triggers that refuse to change it, its sums of the day, and tombstones."""

import yousaid.store.models
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yousaid.store import ledger


def guard_log(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Triggers that refuse to change, delete or insert between."""
    for statement in ledger.GUARDS[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('seq', yousaid.store.models.RowNumber(primary_key=True, serialize=False)),
                ('at', models.CharField(max_length=17)),
                ('role', models.CharField(max_length=20)),
                ('action', models.CharField(max_length=20)),
                ('detail', models.TextField()),
                ('seal', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='LogSum',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('action', models.CharField(max_length=20)),
                ('about', models.CharField(max_length=200)),
                ('day', models.IntegerField()),
                ('seen', models.BigIntegerField()),
                ('kept', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('mark', models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ('day', models.IntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name='logsum',
            constraint=models.UniqueConstraint(fields=('action', 'about'), name='store_log_sum'),
        ),
        migrations.RunPython(guard_log, migrations.RunPython.noop),
    ]
