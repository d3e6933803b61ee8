"""The tables, and the search index that Django does not know of."""

import django.db.models.deletion
import yousaid.store.models
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yousaid.store import search


def make_search_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """FTS5 on SQLite, a tsvector with GIN on PostgreSQL."""
    for statement in search.SCHEMA[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('what', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('n', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('slug', models.CharField(max_length=200, unique=True)),
                ('title', models.CharField(max_length=300)),
                ('product', models.CharField(blank=True, default='', max_length=300)),
                ('basis', models.CharField(default='public', max_length=10)),
                ('posts', models.BigIntegerField(default=0)),
                ('mentions', models.BigIntegerField(default=0)),
                ('last_seen_hour', models.IntegerField(null=True)),
                ('lag_seconds', models.FloatField(null=True)),
                ('state', models.CharField(default='ok', max_length=10)),
                ('message', models.CharField(blank=True, default='', max_length=500)),
                ('cursor', models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', yousaid.store.models.RowNumber(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('state', models.CharField(choices=[('new', 'new'), ('regressed', 'regressed'), ('investigating', 'investigating'), ('escalated', 'escalated'), ('no_action', 'no_action'), ('resolved', 'resolved')], default='new', max_length=14)),
                ('title', models.CharField(blank=True, default='', max_length=300)),
                ('centroid', models.BinaryField()),
                ('n', models.BigIntegerField(default=0)),
                ('mentions', models.BigIntegerField(default=0)),
                ('first_day', models.IntegerField()),
                ('last_day', models.IntegerField()),
                ('resolved_at', models.DateTimeField(null=True)),
                ('changed', models.BigIntegerField(default=0)),
                ('merged_into', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='store.issue')),
            ],
        ),
        migrations.CreateModel(
            name='IssueStep',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('before', models.CharField(max_length=14)),
                ('after', models.CharField(max_length=14)),
                ('reason', models.CharField(max_length=1000)),
                ('role', models.CharField(max_length=20)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.issue')),
            ],
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('word', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'word'), name='store_label_word')],
            },
        ),
        migrations.AddField(
            model_name='issue',
            name='product',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label'),
        ),
        migrations.AddField(
            model_name='issue',
            name='topic',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label'),
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', yousaid.store.models.RowNumber(primary_key=True, serialize=False)),
                ('post_id', models.BinaryField(max_length=16, unique=True)),
                ('kind', models.CharField(max_length=10)),
                ('said_hour', models.IntegerField()),
                ('seen_hour', models.IntegerField()),
                ('lang_prob', models.FloatField(null=True)),
                ('text', models.TextField()),
                ('redactions', models.SmallIntegerField(default=0)),
                ('rating', models.FloatField(null=True)),
                ('score', models.IntegerField(null=True)),
                ('replies', models.IntegerField(null=True)),
                ('facets', models.TextField(default='')),
                ('lang', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('policy', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('region', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('version', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='store.source')),
            ],
        ),
        migrations.CreateModel(
            name='RollupDay',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('day', models.IntegerField()),
                ('topic', models.IntegerField()),
                ('region', models.IntegerField()),
                ('source', models.IntegerField()),
                ('product', models.IntegerField()),
                ('mentions', models.IntegerField()),
                ('severity', models.IntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'topic', 'region', 'source', 'product'), name='store_rollup_day')],
            },
        ),
        migrations.CreateModel(
            name='RollupHour',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('hour', models.IntegerField()),
                ('topic', models.IntegerField()),
                ('source', models.IntegerField()),
                ('mentions', models.IntegerField()),
                ('severity', models.IntegerField()),
                ('negative', models.IntegerField()),
                ('neutral', models.IntegerField()),
                ('positive', models.IntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hour', 'topic', 'source'), name='store_rollup_hour')],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', yousaid.store.models.RowNumber(primary_key=True, serialize=False)),
                ('part', models.SmallIntegerField()),
                ('start', models.IntegerField()),
                ('end', models.IntegerField()),
                ('day', models.IntegerField()),
                ('topic_prob', models.FloatField()),
                ('problem_prob', models.FloatField()),
                ('severity', models.SmallIntegerField()),
                ('sentiment', models.FloatField(null=True)),
                ('fingerprint', models.BigIntegerField()),
                ('issue', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='store.issue')),
                ('judge', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('lang', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('topic', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.label')),
                ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='store.post')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='store.source')),
            ],
        ),
        migrations.CreateModel(
            name='IssueFacet',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('lang', models.IntegerField()),
                ('issue', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='store.issue')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='store.source')),
            ],
        ),
        migrations.CreateModel(
            name='DropTotal',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('day', models.IntegerField()),
                ('n', models.BigIntegerField(default=0)),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='store.source')),
            ],
        ),
        migrations.CreateModel(
            name='VoiceWindow',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('window', models.IntegerField()),
                ('count', models.IntegerField(default=0)),
                ('sketch', models.BinaryField(null=True)),
                ('key', models.BinaryField(null=True)),
                ('issue', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='store.issue')),
            ],
        ),
        migrations.CreateModel(
            name='IssueDay',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('day', models.IntegerField()),
                ('mentions', models.IntegerField()),
                ('severity', models.IntegerField()),
                ('issue', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='store.issue')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('issue', 'day'), name='store_issue_day')],
            },
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['changed'], name='store_issue_changed'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('text', ''), _negated=True), fields=['seen_hour'], name='store_post_to_erase'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['post', 'issue'], name='store_mention_post'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['issue', 'id'], name='store_mention_issue'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['topic', 'id'], name='store_mention_topic'),
        ),
        migrations.AddConstraint(
            model_name='issuefacet',
            constraint=models.UniqueConstraint(fields=('source', 'lang', 'issue'), name='store_issue_facet'),
        ),
        migrations.AddConstraint(
            model_name='droptotal',
            constraint=models.UniqueConstraint(fields=('source', 'day'), name='store_drop_day'),
        ),
        migrations.AddIndex(
            model_name='voicewindow',
            index=models.Index(fields=['issue', 'window', 'count'], name='store_voices_issue'),
        ),
        migrations.AddIndex(
            model_name='voicewindow',
            index=models.Index(condition=models.Q(('key__isnull', False)), fields=['window'], name='store_voices_open'),
        ),
        migrations.RunPython(make_search_index, migrations.RunPython.noop),
    ]
