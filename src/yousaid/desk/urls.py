"""Every address of the desk."""

from django.urls import path

from .views import errors, issues, listening, live, source, sources, topics

urlpatterns = [
    path("", issues.home, name="home"),
    path("live", live.live, name="live"),
    path("live/stream", live.stream, name="stream"),
    path("issues", issues.issues, name="issues"),
    path("issues/<int:pk>", issues.issue, name="issue"),
    path("issues/<int:pk>/state", issues.change_state, name="change-state"),
    path("topics", topics.topics, name="topics"),
    path("sources", sources.sources, name="sources"),
    path("listening", listening.listening, name="listening"),
    path("listening/source", source.source, name="source"),
    path(".well-known/listening.json", listening.listening_json, name="listening-json"),
    path("healthz", sources.healthz, name="healthz"),
]
handler400 = errors.bad
handler403 = errors.forbidden
handler404 = errors.missing
handler500 = errors.broken
