{% include "part.jinja" %}
{% include "missing.jinja" %}
