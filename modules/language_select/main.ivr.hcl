# Asks for a language and keeps its code in a variable of the call. Leaves by that code.

flow "language_select" {
  description = "Asks for a language"
  entry       = "choose"

  menu "choose" {
    say     = join(" ", [for place, one in var.languages : "${one.invitation} ${place + 1}."])
    audio   = var.audio
    timeout = var.timeout
    retries = var.retries
    on = {
      {% for one in var.languages %}
      "{{ loop.index }}" = "{{ one.code }}"
      {% endfor %}
      timeout = "{{ local.default }}"
      invalid = "{{ local.default }}"
    }
  }

  {% for one in var.languages %}
  set "{{ one.code }}" {
    values = { "{{ var.variable }}" = "{{ one.code }}" }
    next   = "chosen_{{ one.code }}"
  }

  exit "chosen_{{ one.code }}" { outcome = "{{ one.code }}" }

  {% endfor %}
}

locals {
  default = coalesce(var.default_language, var.languages[0].code)
}
