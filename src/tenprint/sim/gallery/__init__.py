"""Many fingers: folders of pictures with their truth, and large galleries of templates."""
