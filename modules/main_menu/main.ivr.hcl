# Offers up to five choices by key. A choice is a queue, a telephone number, or a way out of the module.

locals {
  # What the flow is made of is no secret, even where a queue or a number is.
  takers       = [for choice in var.choices : nonsensitive(choice.queue != null) ? "queue" : nonsensitive(choice.number != null) ? "transfer" : "exit"]
  has_operator = nonsensitive(var.operator != null)
  can_fail     = local.has_operator || anytrue([for taker in local.takers : taker != "exit"])

  # Where callers go who choose nothing.
  nobody = local.has_operator ? "operator" : "nobody"
  offers = [for place, choice in var.choices : format(var.wording, choice.label, place + 1)]
}

flow "main_menu" {
  description = "Offers choices by key"
  entry       = "choose"

  menu "choose" {
    say     = join(" ", concat(local.offers, local.has_operator ? [var.operator_wording] : []))
    audio   = var.audio
    timeout = var.timeout
    retries = var.retries
    on = {
      {% for choice in var.choices %}
      "{{ loop.index }}" = "{{ choice.name }}"
      {% endfor %}
      {% if local.has_operator %}
      "0" = "operator"
      {% endif %}
      timeout = "{{ local.nobody }}"
      invalid = "{{ local.nobody }}"
    }
  }

  {% for choice in var.choices %}
  {% set taker = local.takers[loop.index0] %}
  {% if taker == "queue" %}
  queue "{{ choice.name }}" {
    queue = var.choices[{{ loop.index0 }}].queue
    on    = { full = "unavailable" }
  }
  {% elif taker == "transfer" %}
  transfer "{{ choice.name }}" {
    number = var.choices[{{ loop.index0 }}].number
    on     = { busy = "unavailable", no_answer = "unavailable" }
  }
  {% else %}
  exit "{{ choice.name }}" {}
  {% endif %}

  {% endfor %}
  {% if local.has_operator %}
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
