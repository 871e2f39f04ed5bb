flow "main" {
  entry = "closed"
  exit "closed" {}
}

test "it is closed" {
  flow = flow.main
  expect { terminal = "closed" }
}

output "flow" { value = flow.main }
