output "x" { value = 1 + }
locals { a = "open }
