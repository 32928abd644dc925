"""What holds for every answer."""


def test_the_first_page_lists_who_is_here(local_client):
    page = local_client.get("/")
    assert page.status_code == 200
    assert "Cleo" in page.text
    assert "Emil" in page.text


def test_a_run_has_its_page(local_client, run_ids):
    page = local_client.get(f"/runs/{run_ids('cleo')[-1]}.html")
    assert page.status_code == 200
