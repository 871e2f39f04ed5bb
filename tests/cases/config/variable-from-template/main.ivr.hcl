{% if true %}
variable "b" { default = 1 }
{% endif %}
