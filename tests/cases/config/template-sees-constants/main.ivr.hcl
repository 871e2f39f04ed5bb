variable "queues" { default = ["sales", "help desk"] }
locals {
  plain = upper(local.first)
  first = var.queues[0]
  later = acme_webhook.w.id
  made = "{{ workspace }}"
}
resource "acme_webhook" "w" { url = "{{ path.root }}/{{ workspace }}/{{ local.plain }}" }
{% for q in var.queues %}
output "o{{ loop.index }}" { value = "{{ q | title }} ${local.made}" }
{% endfor %}
provider "acme" { base_url = "https://acme.example.com" }
