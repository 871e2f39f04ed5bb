# Asks one to three questions that are answered by a key from 1 on. Leaves by `answered` and `skipped`.

locals {
  keys = range(1, var.scale + 1)
  # What the flow is made of is no secret, even where the address of the report is.
  has_report = nonsensitive(var.report_url != null)
  # What comes after the last question.
  end = local.has_report ? "report" : "answered"
}

flow "satisfaction_survey" {
  description = "Asks how the call was"
  entry       = "introduction"

  play "introduction" {
    say  = var.introduction
    next = "question_1"
  }

  {% for question in var.questions %}
  {% set number = loop.index %}
  {% set after = local.end if loop.last else "question_" ~ (number + 1) %}
  menu "question_{{ number }}" {
    say     = var.questions[{{ loop.index0 }}]
    timeout = var.timeout
    retries = var.retries
    on = {
      {% for key in local.keys %}
      "{{ key }}" = "answer_{{ number }}_{{ key }}"
      {% endfor %}
      timeout = "skipped"
      invalid = "skipped"
    }
  }

  {% for key in local.keys %}
  set "answer_{{ number }}_{{ key }}" {
    values = { "{{ var.prefix }}_{{ number }}" = "{{ key }}" }
    next   = "{{ after }}"
  }

  {% endfor %}
  {% endfor %}
  {% if local.has_report %}
  request "report" {
    url     = var.report_url
    method  = "POST"
    body    = var.report_body
    timeout = 5
    on      = { default = "answered", error = "answered" }
  }

  {% endif %}
  exit "answered" {}
  exit "skipped" {}
}
