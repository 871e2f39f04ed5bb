# Asks for a department and puts the call through. Leaves by `nobody` when the caller chooses none.

variable "departments" {
  type        = list(string)
  description = "In the order of their keys."

  validation {
    condition     = length(var.departments) >= 1 && length(var.departments) <= 5
    error_message = "A caller can choose between one and five departments."
  }
}

flow "reception" {
  entry = "choose"

  menu "choose" {
    say     = "{% for name in var.departments %}For {{ name }}, press {{ loop.index }}. {% endfor %}"
    timeout = 6
    retries = 2
    on = {
      {% for name in var.departments %}
      "{{ loop.index }}" = "{{ name }}"
      {% endfor %}
      timeout = "nobody"
      invalid = "nobody"
    }
  }

  {% for name in var.departments %}
  queue "{{ name }}" {
    queue = "{{ name | title }}"
  }
  {% endfor %}

  exit "nobody" {}
}

output "flow" {
  value = flow.reception
}
