SELECT * FROM second_opinions ORDER BY ALL
