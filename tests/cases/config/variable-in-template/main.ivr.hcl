variable "a" {
  default = "{{ 1 + 1 }}"
}
{% if true %}
variable "b" {}
{% endif %}
