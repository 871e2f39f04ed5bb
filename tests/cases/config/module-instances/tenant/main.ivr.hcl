variable "name" { type = string }
variable "queues" { type = list(string) }
flow "main" {
  entry = "m"
  menu "m" {
    say = "Choose"
    on = {
      {% for q in var.queues %}
      "{{ loop.index }}" = "{{ q }}"
      {% endfor %}
      timeout = "bye"
      invalid = "bye"
    }
  }
  {% for q in var.queues %}
  queue "{{ q }}" { queue = "{{ q | title }}" }
  {% endfor %}
  disconnect "bye" {}
}
resource "acme_flow" "main" {
  name = "Tenant ${var.name}"
  flow = flow.main
}
output "name" { value = acme_flow.main.name }
output "id" { value = acme_flow.main.id }
