flow "main" {
  entry = "a"
  disconnect "a" { say = "{{ var.nothing }}" }
}
