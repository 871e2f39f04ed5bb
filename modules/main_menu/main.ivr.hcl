# Offers up to five choices by key. A choice is a queue, a telephone number, or a way out of the module.

locals {
  # Where callers go who choose nothing, and those whom a choice cannot take.
  nobody = var.operator == null ? "nobody" : "operator"
  offers = [for place, choice in var.choices : format(var.wording, choice.label, place + 1)]
}

flow "main_menu" {
  description = "Offers choices by key"
  entry       = "choose"

  menu "choose" {
    say     = join(" ", concat(local.offers, var.operator == null ? [] : [var.operator_wording]))
    audio   = var.audio
    timeout = var.timeout
    retries = var.retries
    on = {
      {% for choice in var.choices %}
      "{{ loop.index }}" = "{{ choice.name }}"
      {% endfor %}
      {% if var.operator is not none %}
      "0" = "operator"
      {% endif %}
      timeout = "{{ local.nobody }}"
      invalid = "{{ local.nobody }}"
    }
  }

  {% for choice in var.choices %}
  {% if choice.queue is not none %}
  queue "{{ choice.name }}" {
    queue = "{{ choice.queue }}"
    on    = { full = "unavailable" }
  }
  {% elif choice.number is not none %}
  transfer "{{ choice.name }}" {
    number = "{{ choice.number }}"
    on     = { busy = "unavailable", no_answer = "unavailable" }
  }
  {% else %}
  exit "{{ choice.name }}" {}
  {% endif %}

  {% endfor %}
  {% if var.operator is not none %}
  queue "operator" {
    queue = var.operator
    on    = { full = "unavailable" }
  }
  {% else %}
  exit "nobody" {}
  {% endif %}

  {% if local.can_fail %}
  exit "unavailable" {}
  {% endif %}
}

locals {
  can_fail = var.operator != null || anytrue([for choice in var.choices : choice.queue != null || choice.number != null])
}
